"""``sdgnet guide``: what staff do, a page a topic, on the terminal."""

from rich.console import Console
from rich.markdown import Markdown

from flows.telling.bar import say
from flows.telling.words import words


def run(topic: str) -> int:
    """0 when the page of ``topic``, '' for the list, was printed; 2 for a topic that is not there."""
    said = words("guide")
    topics = said["topics"]
    if topic and topic not in topics:
        say(words("cli")["failed"] + said["unknown"].format(topic=topic, known=" · ".join(topics)))
        return 2
    if topic:
        Console().print(Markdown(topics[topic]["text"]))
        return 0
    print(said["list"])
    for name, each in topics.items():
        print(f"  {name}  {each['about']}")
    return 0
