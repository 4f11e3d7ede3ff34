"""What the orchestrator's page shows of a release."""

from transforms.reference import texts


def test_a_release_in_a_folder_named_from_here_is_linked(server, tmp_path, monkeypatch):
    from pathlib import Path

    from prefect import flow
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

    from flows.telling.artifacts import show_release

    monkeypatch.chdir(tmp_path)
    counts = dict.fromkeys(texts("messages")["disposition"], 0)
    now = {"counts": counts, "participants": 0, "campaign": "named-from-here", "release": "r1", "rows_read": 0}
    # Of a flow's run alone: elsewhere there is no page.
    flow(show_release, name="shown")(now, None, Path("data/current"))
    with get_client(sync_client=True) as client:
        [link] = client.read_artifacts(
            artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=["release-named-from-here"]))
        )
    assert (tmp_path / "data/current").as_uri() in link.data
