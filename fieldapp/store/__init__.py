"""Where it is kept: tables, the one door that writes, history, search, backups."""
