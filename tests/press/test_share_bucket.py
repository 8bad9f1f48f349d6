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
