"""Understanding a message at run time needs neither Rasa nor TensorFlow, scikit-learn or SciPy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.nlu.small_reader import small_reader

_PROGRAM = """
import sys
from nlu.core.reader import Reader
Reader.load(sys.argv[1]).understand("母が同じ話を何度もします")
heavy = {"rasa", "tensorflow", "sklearn", "scipy", "skops", "msgpack"} & {name.split(".")[0] for name in sys.modules}
sys.exit(", ".join(sorted(heavy)) or 0)
"""


def test_nothing_heavy_is_imported(tmp_path: Path) -> None:
    small_reader().save(tmp_path)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _PROGRAM, str(tmp_path)],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
