"""What the demo desk has done about its players' rights and risks, played through the product's own actions."""
