"""People, services and units, organisations."""
