from __future__ import annotations

import pytest


def outputs(notebook) -> list[tuple[str, list]]:
    """The kinds of output of each cell of code."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [(cell.source, [(out.output_type, sorted(out.get("data", {}))) for out in cell.outputs]) for cell in cells]


def test_first_steps_runs_and_is_shipped_with_its_outputs(repository):
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    path = repository / "python/notebooks/first-steps.ipynb"
    shipped = nbformat.read(path, as_version=4)
    nbformat.validate(shipped)
    fresh = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(fresh, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}).execute()
    assert outputs(shipped) == outputs(fresh)
    assert sum(len(kinds) for _, kinds in outputs(shipped)) > 10
    assert all(cell.execution_count for cell in shipped.cells if cell.cell_type == "code")
