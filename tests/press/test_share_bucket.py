"""A page handed over to a bucket, of a server on this machine that speaks as Amazon's does."""

import subprocess
import sys

import boto3
import pytest
from moto.server import ThreadedMotoServer

from .receivers import HOME, free_port

pytestmark = pytest.mark.kernel


@pytest.fixture(scope="module")
def server():
    """The address of a server with a bucket, `given`."""
    server = ThreadedMotoServer(HOME, free_port())
    server.start()
    yield f"http://{HOME}:{server._port}"
    server.stop()


@pytest.fixture
def bucket(server, monkeypatch):
    """An empty bucket, `given`, to which this process and its children have rights."""
    for name, value in {
        "AWS_ENDPOINT_URL": server,
        "AWS_ACCESS_KEY_ID": "somebody",
        "AWS_SECRET_ACCESS_KEY": "s3cret-key-of-somebody",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    bucket = boto3.resource("s3").Bucket("given")
    bucket.create()
    yield bucket
    bucket.objects.delete()
    bucket.delete()


@pytest.fixture
def made(workbook, project):
    """A workbook whose report was made."""
    answer = workbook("render", "small")
    assert answer.status == 0, answer.err
    return project


def share(*words):
    """The command in a process of its own, since the library for buckets keeps threads of its own."""
    return subprocess.run(
        [sys.executable, "-m", "analysis", "share", "small", *words], capture_output=True, text=True, timeout=120
    )


def contents(bucket):
    return {item.key: item.get()["Body"].read() for item in bucket.objects.all()}


def test_a_bucket_gets_the_page_as_a_page(made, bucket):
    answer = share("--to", "s3://given/reports/small")
    assert (answer.returncode, answer.stdout) == (0, "s3://given/reports/small/index.html\n"), answer.stderr
    assert answer.stderr == ""
    found = contents(bucket)
    assert list(found) == ["reports/small/index.html", "reports/small/share.json"]
    assert found["reports/small/index.html"] == made.page.read_bytes()
    kinds = {item.key: item.get()["ContentType"] for item in bucket.objects.all()}
    assert kinds["reports/small/index.html"] == "text/html; charset=utf-8"
    assert {tuple(item.get()["Metadata"]) for item in bucket.objects.all()} == {()}


def test_an_earlier_handover_is_replaced_and_its_pdf_goes(made, bucket, workbook):
    made.page.with_name("small.pdf").write_bytes(b"%PDF-1.7 of this page")
    assert share("--to", "s3://given/small").returncode == 0
    assert sorted(contents(bucket)) == ["small/index.html", "small/share.json", "small/small.pdf"]
    made.notebook("print('something else')")
    assert workbook("render", "small").status == 0
    assert share("--to", "s3://given/small/").returncode == 0
    found = contents(bucket)
    assert sorted(found) == ["small/index.html", "small/share.json"]
    assert found["small/index.html"] == made.page.read_bytes()


def test_what_cannot_be_handed_over_to_a_bucket_is_told(made, bucket, monkeypatch):
    bucket.put_object(Key="busy/index.html", Body=b"somebody's page")
    for place, words in {
        "s3://given/busy": "s3://given/busy/index.html is there already and is no earlier one of 'small'.",
        "s3://nowhere/small": "There is no bucket 'nowhere', or it is not to be seen with these credentials.",
    }.items():
        answer = share("--to", place)
        assert (answer.returncode, answer.stdout) == (1, "")
        assert answer.stderr.startswith(f"Error: {words}"), answer.stderr
        assert "Traceback" not in answer.stderr
        assert "s3cret" not in answer.stderr
    assert contents(bucket) == {"busy/index.html": b"somebody's page"}
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{HOME}:{free_port()}")
    answer = share("--to", "s3://given/small")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr.startswith("Error: s3://given/small cannot be written (")
    assert "Traceback" not in answer.stderr


def test_no_right_to_write_is_told(made, tmp_path):
    from analysis.errors import ReportError
    from analysis.press.sharing import bucket
    from analysis.press.sharing.handover import Handover

    class Refusing:
        def cat_file(self, path):
            raise PermissionError("Access Denied")

    handover = Handover.of(made.root / "reports" / "site", "small")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fsspec.filesystem", lambda *_, **__: Refusing())
        with pytest.raises(ReportError, match="s3://given/x cannot be written: these credentials give no right to it"):
            bucket.to_bucket(handover, "s3://given/x")
        patch.setattr("analysis.press.sharing.bucket.find_spec", lambda name: None)
        with pytest.raises(ReportError, match=r"needs s3fs, which is not installed here.*'\.\[share\]'"):
            bucket.to_bucket(handover, "s3://given/x")
