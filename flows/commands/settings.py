"""``sdgnet settings``: every setting of a campaign, with what it means and what may stand there."""

from flows.telling.words import words
from output.formats.labels import file_text
from output.formats.labels import sections as label_files
from transforms.campaign.files import settings_schema
from transforms.campaign.json_schema import listed
from transforms.campaign.question import KIND_OF
from transforms.reference import themes

_LABELS = "templates/labels"


def run(sought: str = "") -> int:
    """0 when all was printed, or what has ``sought`` in it, or the program's file of that name; 1 where nothing has."""
    said = words("settings")
    section = sought.removeprefix(_LABELS).strip("/").removesuffix(".toml")
    if sought.startswith(_LABELS) and section in ("", *label_files()):
        print(file_text(section) if section else said["labels"].format(names=" ".join(label_files())))
        return 0
    sections = listed(settings_schema(), said)
    known = [f'column = "{column}" · kind = "{KIND_OF[column]}"  {about}' for column, about in said["columns"].items()]
    files = said["files"].format(themes=" ".join(sorted(themes())))
    sections = [*sections[:2], (said["known"], known), *sections[2:]]
    sections += [(name, []) for name in files.strip().split("\n\n")]
    if not sought:
        print(
            said["head"].format(
                sections="\n".join(
                    f"    {name}" for name, _ in sections if name.startswith("[") and " kind = " not in name
                )
            )
        )
    else:
        within = [
            (name, paragraphs if sought in name else [one for one in paragraphs if sought in one])
            for name, paragraphs in sections
        ]
        sections = [(name, found) for name, found in within if found or sought in name]
        if not sections:
            print(said["nothing"].format(sought=sought))
            return 1
    for name, paragraphs in sections:
        print("\n".join([name, *paragraphs, ""]))
    return 0
