"""Measurements of the project beside stock Rasa: how well it understands, how fast it answers."""
