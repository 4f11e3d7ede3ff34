"""Identities that last: a body keeps its ``participant_id`` from run to run, and an id reveals nothing.

A mark is a keyed hash of one thing that a body is known by (the office's number; its name, or a person's name with a
contact; its phone; its e-mail). The release carries the marks of every participant ever seen, so the next run can
recognise a body that edited its answer. Whoever lacks the key learns nothing from a mark or an id.
"""

import hashlib

import pandas as pd

KEY_SIZE = 32
_STRENGTH = {"number": 0, "name": 1, "former": 2, "phone": 3, "email": 4}


def derive_key(responses: pd.DataFrame) -> bytes:
    """A key that only the holder of the responses can make: the same for the same responses, however delivered."""
    columns = ["submitted_at", "name_key", "phone", "email", "representative", "contact_name", "address"]
    # Sorted, so that the order of rows does not matter.
    text = "\n".join(sorted(responses[columns].astype("str").to_csv(index=False, header=False).splitlines()))
    return hashlib.blake2b(text.encode(), digest_size=KEY_SIZE, person=b"sdgnet identity").digest()


def no_marks() -> pd.DataFrame:
    """What is known of earlier participants before the first run: nothing."""
    return pd.DataFrame({name: pd.Series(dtype="str") for name in ("participant_id", "mark", "kind_of_mark")})


def assign_identities(
    latest: pd.DataFrame, known: pd.DataFrame, key: bytes, former: pd.DataFrame | None = None
) -> tuple[pd.Series, pd.DataFrame]:
    """``participant_id`` for every row of ``latest`` (one per body), and the marks to remember.

    ``latest`` has name_key, kind, phone, email and ``is_person``; ``known`` has participant_id, mark, kind_of_mark.
    A body takes the id that its number or its name was known by; failing that the id that its answer was known by
    before it was edited (``former``: the same columns, for some of the index); failing that the id known by its phone
    or e-mail. What another body of this run claims with better right is not taken. Among bodies of one name the one
    that shares most marks with an id has it, then the one that stands first in ``latest``.
    """
    marks = known_marks(latest, key)
    candidates = marks.merge(known, on=["mark", "kind_of_mark"], how="inner")
    candidates["strength"] = candidates["kind_of_mark"].map(_STRENGTH)
    candidates = pd.concat([candidates, _formerly(latest, known, key, former)], ignore_index=True)
    candidates["n_shared"] = candidates.groupby(["at", "participant_id"])["mark"].transform("size")
    places = pd.Series(range(len(latest)), index=latest.index)
    candidates["place"] = candidates["at"].map(places)
    candidates = candidates.sort_values(
        ["strength", "n_shared", "place", "participant_id", "mark"], ascending=[True, False, True, True, True]
    )
    # Strongest first, each body and each id once: numbers are settled before names, names before contacts.
    claimed = pd.Series(dtype="str", index=pd.Index([], dtype="int64"))
    for strength in sorted(_STRENGTH.values()):
        open_ = candidates[
            candidates["strength"].eq(strength)
            & ~candidates["at"].isin(claimed.index)
            & ~candidates["participant_id"].isin(set(claimed))
        ]
        once = open_.drop_duplicates("at").drop_duplicates("participant_id")
        claimed = pd.concat([claimed, once.set_index("at")["participant_id"]])
    fresh = marks[~marks["at"].isin(claimed.index)].sort_values(["kind_of_mark", "mark"])
    fresh = fresh.assign(strength=fresh["kind_of_mark"].map(_STRENGTH))
    fresh = fresh.sort_values(["strength", "mark"]).drop_duplicates("at")
    new_ids = "p-" + fresh.set_index("at")["mark"].str[:16]
    ids = pd.concat([claimed, new_ids]).reindex(latest.index).astype("str")
    is_new = ~ids.index.isin(claimed.index)
    before = set(known["participant_id"])
    ids = _told_apart(ids, is_new & (ids.duplicated() | ids.isin(before | set(claimed))), before)
    # A mark that several bodies of this run bear stays with whoever had it, else with the first of them.
    own = marks.assign(participant_id=marks["at"].map(ids).astype("str"), place=-marks["at"].map(places))
    own = own.merge(known[["participant_id", "mark", "kind_of_mark"]], how="left", indicator="had_it")
    remembered = pd.concat(
        [
            known[["participant_id", "mark", "kind_of_mark"]],
            own.sort_values(["had_it", "place"])[["participant_id", "mark", "kind_of_mark"]],
        ]
    ).drop_duplicates(["mark", "kind_of_mark"], keep="last")
    return ids, remembered.sort_values(["participant_id", "kind_of_mark", "mark"], ignore_index=True).astype("str")


def _formerly(latest: pd.DataFrame, known: pd.DataFrame, key: bytes, former: pd.DataFrame | None) -> pd.DataFrame:
    """Who the edited answers of ``latest`` were known to be before: by name, failing that by contact."""
    if former is None or former.empty:
        return pd.DataFrame(columns=["at", "kind_of_mark", "mark", "participant_id", "strength"])
    had_name = former[former["name_key"].ne("") & former.index.isin(latest.index)]
    found = known_marks(had_name.astype({"is_person": "bool"}), key).merge(known, on=["mark", "kind_of_mark"])
    found["order"] = found["kind_of_mark"].map(_STRENGTH)
    return found.sort_values(["at", "order", "mark"]).drop_duplicates("at").assign(strength=_STRENGTH["former"])


def _told_apart(ids: "pd.Series[str]", taken: "pd.Series[bool]", before: set[str]) -> "pd.Series[str]":
    """``ids`` with a number behind each that is ``taken``: the next that no other body has or had."""
    used, numbers, made = before | set(ids), dict[str, int](), list[str]()
    for id_ in ids[taken]:
        number = numbers.get(id_, 1) + 1
        while f"{id_}-{number}" in used:
            number += 1
        numbers[id_] = number
        made.append(f"{id_}-{number}")
    fresh = pd.Series(made, index=ids.index[taken], dtype="str")
    return fresh.reindex(ids.index).fillna(ids).astype("str")


def keyed_mark(text: str, key: bytes) -> str:
    """What a text is known by where it must not stand itself: nobody without the key finds it by trying."""
    return hashlib.blake2b(text.encode(), key=key, digest_size=16).hexdigest()


def known_marks(latest: pd.DataFrame, key: bytes) -> pd.DataFrame:
    """``at`` (the row's label), kind_of_mark and mark: what each row would be recognised by."""
    phone, email = latest["phone"].fillna(""), latest["email"].fillna("")
    contact = phone.mask(phone.eq(""), email)
    number = latest.get("registration", pd.Series("", index=latest.index, dtype="str"))
    named = ("name:" + latest["name_key"]).mask(latest["is_person"], "person:" + latest["name_key"] + ":" + contact)
    texts = pd.concat(
        [
            pd.DataFrame({"kind_of_mark": "number", "text": "number:" + number[number.ne("")]}),
            pd.DataFrame({"kind_of_mark": "name", "text": named}),
            pd.DataFrame({"kind_of_mark": "phone", "text": "phone:" + phone[phone.ne("")]}),
            pd.DataFrame({"kind_of_mark": "email", "text": "email:" + email[email.ne("")]}),
        ]
    ).reset_index(names="at")
    texts["mark"] = [keyed_mark(text, key) for text in texts["text"].tolist()]
    return texts[["at", "kind_of_mark", "mark"]].astype({"at": "int64", "kind_of_mark": "str", "mark": "str"})
