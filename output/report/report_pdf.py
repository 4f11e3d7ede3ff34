"""The report as PDF: the same body, set by typst; tagged, fonts embedded, same bytes."""

from dataclasses import asdict
from typing import Any

from output.formats.labels import labels
from output.formats.look import for_templates, ink_on, shade
from output.formats.pdf import pdf
from output.formats.pictures import on_paper
from output.report.body import Chart, Report
from output.report.charts import lengths, picture_with_legend
from transforms.campaign.campaign import Campaign


def report_pdf(report: Report, campaign: Campaign) -> bytes:
    """The PDF of ``report``."""
    words = labels("report", campaign)
    sections = [
        {
            "title": section.title,
            "topic": section.topic if section.topic != section.title else "",
            "lines": [line._asdict() for line in section.lines],
            "charts": [_chart(chart) for chart in section.charts],
            "lists": [asdict(each) | {"widths": each.widths} for each in section.lists],
        }
        for section in report.sections
    ]
    return pdf(
        "report",
        {
            "title": report.title,
            "summary": report.gist,
            "keywords": report.keywords.split(", "),
            "confidential": report.mark,
            "event": {"name": campaign.name, "host": campaign.host},
            "look": for_templates(campaign),
            "words": words,
            "report": {
                "title": report.title,
                "about": report.about,
                "gist": report.gist,
                "keywords": report.keywords,
                "contact": report.contact,
                "summary": report.summary,
                "figures": [asdict(each) for each in report.figures],
                "sections": sections,
            },
        },
    )


def _chart(chart: Chart) -> dict[str, Any]:
    told = asdict(chart)
    told["marks"] = [ink_on(colour) for colour in chart.inks]
    told["is_wide"] = chart.is_wide
    told["labelled"] = chart.labelled
    told["pictures"] = [on_paper(svg)._asdict() | {"said": said} for svg, said in picture_with_legend(chart)]
    told["lengths"] = lengths(chart)
    told["shades"] = [[shade(value, chart.most) for value in values] for values in chart.values]
    return told
