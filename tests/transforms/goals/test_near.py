import json

import numpy as np
import scipy.sparse

from transforms.goals.matcher import default_model, votes
from transforms.goals.near import near_from
from transforms.goals.signals import read_words
from transforms.goals.words import default_words
from transforms.reference import lines


def heard(*texts):
    words, model = default_words(), default_model()
    cut = [[word for segment in read_words(text, words.find(text)) for word in segment] for text in texts]
    numbers = model.reader.numbers([word for each in cut for word in each])
    return votes(numbers, np.cumsum([0, *map(len, cut)]), model)


def test_a_text_hears_what_shares_its_rare_sequences_and_the_nearest_most():
    # Of three labelled texts the first holds sequences 1 and 2 (goals 3 and 5), the second 2 and 3 (goal 7), the third
    # 3 alone and says nothing.
    near = near_from(
        np.array([1, 2, 2, 3, 3]),
        np.array([2, 2, 1]),
        np.array([[3, 5, 0], [7, 0, 0], [0, 0, 0]]),
        np.ones(4, dtype=np.float32),
        17,
    )
    assert near.is_rare.tolist() == [False, True, True, True]
    told = near.heard(scipy.sparse.csr_matrix(np.array([[0, 1, 1, 0], [0, 0, 0, 0], [0, 0, 0, 1]], dtype=np.float32)))
    first, named = told[:, :17], told[:, 17:]
    assert first[0, 2] > 0.8 > 0.2 > first[0, 6] > 0
    assert named[0, 4] == first[0, 2]
    assert first[0, 4] == 0
    assert not told[1].any()
    assert first[2, 6] < 0.3


def test_a_labelled_text_is_near_to_itself():
    listed = [json.loads(line) for line in lines("activities.jsonl")[::400]]
    told = heard(*(each["text"] for each in listed))[:, :17]
    right = [share.argmax() + 1 == each["sdgs"][0] for share, each in zip(told, listed, strict=True) if each["sdgs"]]
    assert sum(right) / len(right) >= 0.9


def test_words_that_no_labelled_text_holds_are_near_to_none():
    assert not heard("쀓뛟 쯟뀱").any()
