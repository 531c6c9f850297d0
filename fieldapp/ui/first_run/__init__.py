"""The first start: an office is set up, or looked around in."""
