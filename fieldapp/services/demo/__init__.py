"""The demonstration: an invented office, its headquarters, and a first exchange."""
