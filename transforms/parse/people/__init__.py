"""Lists of people as they are typed: ``lists`` reads a cell, by the words, tokens, layout and entries of it."""

from transforms.parse.people.lists import People, Person, people, people_as_typed
from transforms.parse.people.words import is_name, is_title

__all__ = ["People", "Person", "is_name", "is_title", "people", "people_as_typed"]
