"""What the office keeps: kinds of record, their fields and rules; standard library only."""
