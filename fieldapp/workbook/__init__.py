"""Excel, in and out; knows no database."""
