"""What nobody can do without: read the files with libyaml, and walk the pages of the listing over one connection.

``python -m bench.floor parse FOLDER`` does the first, ``python -m bench.floor plan FOLDER URL`` both at once, and nothing else.
"""

from __future__ import annotations

import http.client
import json
import sys
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from yaml._yaml import CParser

from bench.definitions import APP


def parse(folder: Path) -> int:
    """Take every event of every file from libyaml; return how many there were."""
    count = 0
    for path in folder.rglob("*.yaml"):
        parser = CParser(path.read_bytes())
        next_event = parser.get_event
        while next_event() is not None:
            count += 1
    return count


def walk(url: str) -> int:
    """Follow the tokens from page to page; return how many segments there were."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    count, token = 0, ""
    while True:
        connection.request("GET", f"/v1/apps/{APP}/segments?page-size=100{token}")
        page = json.loads(connection.getresponse().read())
        count += len(page["Item"])
        if "NextToken" not in page:
            return count
        token = f"&token={page['NextToken']}"


def main() -> None:
    """Run one floor."""
    what, folder, *url = sys.argv[1:]
    if what == "parse":
        parse(Path(folder))
        return
    network = Thread(target=walk, args=url)
    network.start()
    parse(Path(folder))
    network.join()


if __name__ == "__main__":
    main()
