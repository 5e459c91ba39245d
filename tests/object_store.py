"""A real object store for the tests, SeaweedFS, made for one run in a temporary directory and thrown away."""

import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from tests.real_site import free_port

WEED = Path(sys.executable).with_name("weed")
KEY, SECRET, BUCKET = "key", "s/e:c@r?t", "uploads"
RIGHTS = {
    "identities": [
        {
            "name": "site",
            "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
            "actions": ["Admin", "Read", "Write", "List"],
        }
    ]
}
SERVERS = ["master", "volume", "filer", "s3"]


class ObjectStore:
    """A running server with one bucket."""

    def __init__(self, directory):
        self.directory = Path(directory)
        self.ports = {f"{server}.port{kind}": free_port() for server in SERVERS for kind in ["", ".grpc"]}
        self.host = f"127.0.0.1:{self.ports['s3.port']}"

    @property
    def url(self):
        """For STORAGE_URL."""
        return f"s3+http://{KEY}:s%2Fe%3Ac%40r%3Ft@{self.host}/{BUCKET}"

    def start(self):
        """Start, or start again with what is stored, and wait until something can be stored."""
        rights = self.directory / "rights.json"
        rights.write_text(json.dumps(RIGHTS))
        options = {"dir": self.directory, "ip": "127.0.0.1", "s3.config": rights, "volume.max": 50} | self.ports
        options |= {"master.volumeSizeLimitMB": 64, "s3.port.iceberg": 0, "s3.port.lance": 0}
        line = [WEED, "-logtostderr=true", "server", "-filer", "-s3", *(f"-{key}={to}" for key, to in options.items())]
        with (self.directory / "log").open("a") as log:
            self.process = subprocess.Popen(line, cwd=self.directory, stdout=log, stderr=log)
        self._wait()

    def hang(self):
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)

    def kill(self):
        """At once: it takes minutes to end by itself."""
        self.process.kill()
        self.process.wait()

    def _wait(self):
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with suppress(BotoCoreError, ClientError):
                if BUCKET not in [bucket["Name"] for bucket in self.client.list_buckets()["Buckets"]]:
                    self.client.create_bucket(Bucket=BUCKET)
                self.client.put_object(Bucket=BUCKET, Key="first", Body=b"")
                self.client.delete_object(Bucket=BUCKET, Key="first")
                return
            time.sleep(0.2)
        raise TimeoutError((self.directory / "log").read_text()[-2000:])

    @property
    def client(self):
        """A client that is none of the site's."""
        config = Config(retries={"total_max_attempts": 1}, signature_version="s3v4", read_timeout=10)
        return Session().client(
            "s3",
            endpoint_url=f"http://{self.host}",
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
            region_name="us-east-1",
            config=config,
        )


@contextmanager
def throwaway_store():
    """Start an ObjectStore on free ports of 127.0.0.1; it is gone afterwards."""
    directory = tempfile.mkdtemp(prefix="store-")
    store = ObjectStore(directory)
    try:
        store.start()
        yield store
    finally:
        store.go_on()
        store.kill()
        shutil.rmtree(directory, ignore_errors=True)
