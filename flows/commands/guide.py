"""``sdgnet guide``: what staff do, a page a topic; and ``sdgnet goals --about``, the matcher's card."""

import json
from collections import Counter

from rich.console import Console
from rich.markdown import Markdown

from flows.telling.bar import say
from flows.telling.words import words
from transforms.reference import lines, rows

# Who labelled the council's own texts in reference/activities.jsonl.
_COUNCIL = "council"


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


def tell_matcher() -> int:
    """0 when it was printed what the matcher learnt from, how right it is on whom, and what it cannot do."""
    learnt = Counter(json.loads(line)["author"] for line in lines("activities.jsonl"))
    council = learnt.pop(_COUNCIL)
    card = words("goals")["about"].format(
        terms=len(rows("terms")), texts=learnt.total() + council, council=council, voices=len(learnt)
    )
    Console().print(Markdown(card))
    return 0
