"""A process that takes runs in, for tests that kill it: `python -m tests.touches.bringing DATABASE NOW`.

For every run id on standard input it forks a child that takes the run in, and says the child's process id, then how it ended
("done", "failed", … or "killed"). Forked, because a child that had to load Django first would be killed before it began.
"""

import os
import sys
from datetime import datetime
from uuid import UUID, uuid4


def main(name: str, moment: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "enishi.config.settings"
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = name
    import django

    django.setup()
    from enishi.touches import imports

    now = datetime.fromisoformat(moment)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            end = imports.carry_on(run_id=UUID(line.strip()), worker_id=uuid4(), now_fn=lambda: now)
            os._exit(list(imports.End).index(end))
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print("killed" if os.WIFSIGNALED(status) else list(imports.End)[os.WEXITSTATUS(status)].value, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
