from __future__ import annotations

from pathlib import Path

import pytest

import attune


@pytest.fixture(scope="session")
def analyzer() -> attune.Analyzer:
    return attune.load()


@pytest.fixture(scope="session")
def repository() -> Path:
    return Path(__file__).resolve().parents[2]


@pytest.fixture
def chat() -> list[dict]:
    return [
        {"role": "customer", "text": "This is the third time I write 😡. My fridge STILL leaks and I'm furious!!", "time": 0},
        {"role": "agent", "text": "I'm so sorry we missed the repair 🙏, you have every right to be furious. I have booked one for tomorrow.", "time": 40},
        {"role": "customer", "text": "OK, thank you, that helps.", "time": 90.5},
    ]
