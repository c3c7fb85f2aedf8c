"""The demo desk: hand-written content and the player that acts it out through the product's own actions."""
