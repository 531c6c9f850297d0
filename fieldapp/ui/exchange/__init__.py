"""Send and receive: what goes to headquarters and comes back."""
