"""Remove from botocore's data each service that we never talk to: ``python cut_botocore.py SITE_PACKAGES/botocore/data``.

botocore describes 400 services in 24 MB. What stays is left as it is. ``tests/image/test_cut_botocore.py`` makes every call on it.
"""

import shutil
import sys
from pathlib import Path

SERVICES = {"pinpoint", "customer-profiles", "connectcampaignsv2", "s3", "athena", "sts", "sso", "sso-oidc", "signin"}
"""Pinpoint, Customer Profiles with its campaigns, S3 and Athena for counts, and the services that credentials come from."""


def cut(data: Path) -> None:
    """Remove the folder of each other service below ``data``."""
    folders = {path.name: path for path in data.iterdir() if path.is_dir()}
    if missing := SERVICES - folders.keys():
        raise SystemExit(
            f"error: {data} has no {', '.join(sorted(missing))}.\nfix: name the folder botocore/data of an installed botocore."
        )
    for name in folders.keys() - SERVICES:
        shutil.rmtree(folders[name])


if __name__ == "__main__":
    cut(Path(sys.argv[1]))
