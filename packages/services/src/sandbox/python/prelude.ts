/**
 * Run once in Python, before the snapshot is made: an event loop that needs none of JavaScript's, since nothing but time
 * can be waited for in here, and what is done at the start of a run (`_cut_off`). The modules that are imported are
 * there at once in every run.
 */
export const PRELUDE = String.raw`
import asyncio, collections, datetime, functools, itertools, math, re, time

def _set_up():
    class Selector:
        def select(self, timeout=None):
            if timeout is None:
                raise RuntimeError('The code waits for something that nothing settles')
            if timeout > 0:
                time.sleep(timeout)
            return []

        def close(self):
            pass

    class Loop(asyncio.BaseEventLoop):
        def __init__(self):
            super().__init__()
            self._selector = Selector()

        def _process_events(self, events):
            pass

        def _write_to_self(self):
            pass

        async def shutdown_default_executor(self, timeout=None):
            pass

    class Policy(asyncio.events._BaseDefaultEventLoopPolicy):
        _loop_factory = Loop

    class NoJavaScript:
        """Python's own way to JavaScript, closed."""

        def find_spec(self, name, path=None, target=None):
            if name.split('.')[0] in ('js', 'pyodide_js'):
                raise ImportError(f'There is no {name} in the sandbox', name=name)
            return None

    def no_programs(*_):
        raise OSError('There are no other programs in the sandbox')

    def cut_off():
        import os, sys

        os.system = os.popen = no_programs

        # Looks for its source of random numbers once, while it still can.
        os.urandom(1)
        asyncio.events._set_running_loop(None)
        asyncio.events._event_loop_policy = Policy()
        asyncio.run = asyncio.runners.run
        asyncio.new_event_loop = asyncio.events.new_event_loop = Loop
        sys.stdout.reconfigure(line_buffering=True)
        sys.stderr.reconfigure(line_buffering=True)
        for name in [name for name in sys.modules if name.split('.')[0] in ('js', 'pyodide_js')]:
            del sys.modules[name]
        sys.meta_path[:] = [NoJavaScript(), *(each for each in sys.meta_path if type(each).__name__ != 'JsFinder')]

    return cut_off

_cut_off = _set_up()
`
