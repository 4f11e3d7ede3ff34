"""A release in words."""

import json
import re

from flows.telling.released import tell_release
from transforms.reference import texts


def test_every_state_of_a_decision_that_is_counted_is_told(release_a, tmp_path):
    states = {state: n for n, state in enumerate(texts("messages")["decision_state"], 1)}
    manifest = json.loads((release_a / "manifest.json").read_text("utf-8"))
    (tmp_path / "manifest.json").write_text(json.dumps(manifest | {"decisions": states}), "utf-8")
    n, *told = (int(number) for number in re.findall(r"\d+", tell_release(tmp_path).decisions))
    assert n == sum(told) and sorted(told) == sorted(states.values())
