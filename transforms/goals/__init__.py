"""Texts to goals and fields: the word list, the model, and where a participant belongs."""
