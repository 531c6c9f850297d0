"""Equipment: inventory, batches, hand-over acts."""
