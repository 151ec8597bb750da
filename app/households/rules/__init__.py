"""What a household may say of itself, and who may read it. Pure."""
