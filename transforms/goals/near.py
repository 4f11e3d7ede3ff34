"""What labelled texts say that share rare letter sequences with a text.

A weight says what a sequence means in most texts; the few labelled texts in which the same rare ones stand together say
what it means beside the others. A text's neighbours count by the cube of their likeness: one that says nearly the same
outweighs many that share a word.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse

Numbers = npt.NDArray[np.generic]

# A text that is near to none hears nothing: of all votes so much is kept for nobody.
_NOBODY = 0.03


@dataclass(frozen=True)
class Near:
    """The labelled texts by what they hold, and what they vote for.

    ``texts`` are sequences × texts, of length one; ``votes`` texts × (goals named first, goals named), none for a text
    that says nothing. ``is_rare`` tells the sequences that are compared.
    """

    texts: scipy.sparse.csr_matrix
    votes: npt.NDArray[np.float32]
    is_rare: npt.NDArray[np.bool_]

    def heard(self, held: scipy.sparse.csr_matrix) -> npt.NDArray[np.float32]:
        """The votes, in shares, of those near to each row of ``held`` (texts × sequences, rare ones alone)."""
        likeness = (of_length_one(held) @ self.texts).tocsr()
        likeness.data **= 3
        total = np.asarray(likeness.sum(axis=1)) + np.float32(_NOBODY)
        result: npt.NDArray[np.float32] = np.asarray((likeness @ self.votes) / total, dtype=np.float32)
        return result


def near_from(rows: Numbers, sizes: Numbers, goals: Numbers, rarity: npt.NDArray[np.float32], n_goals: int) -> Near:
    """The neighbours that the arrays of matcher.npz describe.

    ``rows`` has the rare sequences of all texts one after another, ``sizes`` how many each has, ``goals`` (texts × 3)
    its goals, 0 for none.
    """
    flat = rows.astype(np.int64)
    starts = np.concatenate([[0], np.cumsum(sizes.astype(np.int64))])
    held = scipy.sparse.csr_matrix((rarity[flat], flat, starts), shape=(len(sizes), len(rarity)))
    held.sum_duplicates()
    one = np.eye(n_goals + 1, dtype=np.float32)[goals.astype(np.int64)][:, :, 1:]
    is_rare = np.bincount(flat, minlength=len(rarity)) > 0
    return Near(of_length_one(held).T.tocsr(), np.hstack([one[:, 0], one.max(axis=1)]), is_rare)


def of_length_one(held: scipy.sparse.csr_matrix) -> scipy.sparse.csr_matrix:
    """Every row divided by its length."""
    length = np.sqrt(np.maximum(np.asarray(held.multiply(held).sum(axis=1)).ravel(), np.float32(1e-9)))
    return scipy.sparse.diags((1 / length).astype(np.float32)) @ held
