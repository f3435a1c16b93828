"""The certificates of the tests (mongo/certificates.mjs), made once for each process that runs tests."""
import atexit
import functools
import shutil
import subprocess
import tempfile
from pathlib import Path

from harness.servers import ROOT

MAKE_SECONDS = 60
#: As MongoDB names the user of the certificate `client`.
CLIENT_SUBJECT = "CN=monitor,OU=clients,O=TraceLLM"


@functools.cache
def _folder():
    folder = tempfile.mkdtemp(prefix="tracellm-certificates-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    subprocess.run(["node", str(ROOT / "mongo" / "certificates.mjs"), folder], check=True, timeout=MAKE_SECONDS)
    return Path(folder)


def certificate(name):
    """The PEM file with a certificate and its key: `ca`, `other-ca`, `server`, `wrong-name`, `expired`, `client`."""
    return str(_folder() / f"{name}.pem")
