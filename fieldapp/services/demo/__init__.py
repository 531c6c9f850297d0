"""The demonstration: an invented office, its headquarters, and a first exchange."""

from fieldapp.services.demo.building import DemoResult, build
from fieldapp.services.demo.loading import load

__all__ = ["DemoResult", "build", "load"]
