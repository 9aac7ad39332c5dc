/**
 * What runs the code of users within Python; the same for the sandbox and for the machine's own Python. `run(text)`
 * takes a job as JSON and gives `v` and the result as JSON, or `e` and what went wrong.
 *
 * The code is the body of a function: it is parsed as it stands, so that lines and long texts keep their place, and
 * its statements are moved into a function whose parameters are the globals.
 */
export const RUNNER = String.raw`
def _make_run():
    import ast, asyncio, dataclasses, datetime, decimal, enum, inspect, json, keyword, linecache, sys, traceback, uuid

    FILE = '<code>'
    # Held, since the code may put something else in their place.
    dumps, loads, extract = json.dumps, json.loads, traceback.extract_tb
    MAX_TEXT = 4000

    class NotData(Exception):
        pass

    def plain(value):
        if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
            return value.isoformat()
        if isinstance(value, (set, frozenset)):
            return list(value)
        if isinstance(value, (decimal.Decimal, uuid.UUID)):
            return str(value)
        if isinstance(value, enum.Enum):
            return value.value
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        if hasattr(value, 'tolist'):
            return value.tolist()
        raise NotData(f'The code returned a value of type {type(value).__name__}, which is not data')

    def encode(value):
        try:
            return dumps(value, default=plain, allow_nan=False, ensure_ascii=True, check_circular=True)
        except NotData:
            raise
        except TypeError as error:
            raise NotData(f'The code returned what is not data: {error}') from None
        except ValueError as error:
            text = str(error)
            if 'Circular' in text:
                raise NotData('The code returned a value that contains itself') from None
            raise NotData('The code returned nan or an infinite number, which is not data') from None

    def own_awaits(body):
        todo = list(body)
        while todo:
            node = todo.pop()
            if isinstance(node, (ast.Await, ast.AsyncFor, ast.AsyncWith)):
                return True
            if isinstance(node, ast.comprehension) and node.is_async:
                return True
            if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
                todo.extend(ast.iter_child_nodes(node))
        return False

    def build(code, names):
        tree = ast.parse(code, FILE)
        arguments = ast.arguments(
            posonlyargs=[], args=[ast.arg(arg=name) for name in names], kwonlyargs=[], kw_defaults=[], defaults=[]
        )
        # Imports of the future must stand first in a module.
        future = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == '__future__']
        body = [node for node in tree.body if node not in future] or [ast.Pass()]
        kind = ast.AsyncFunctionDef if own_awaits(body) else ast.FunctionDef
        function = kind(name='main', args=arguments, body=body, decorator_list=[], returns=None, type_params=[])
        module = ast.Module(body=[*future, function], type_ignores=[])
        ast.fix_missing_locations(module)
        space = {'__name__': '__main__', '__builtins__': __builtins__}
        exec(compile(module, FILE, 'exec'), space)
        return space['main']

    def describe(error):
        kind = 'not_data' if isinstance(error, NotData) else 'memory' if isinstance(error, MemoryError) else 'thrown'
        try:
            text = str(error.args[0]) if isinstance(error, (KeyError, SyntaxError)) and error.args else str(error)
            if isinstance(error, KeyError) and error.args:
                text = repr(error.args[0])
        except Exception:
            text = 'An error that cannot be shown was raised'
        line = None
        shown = ''
        if isinstance(error, SyntaxError) and error.filename == FILE:
            line = error.lineno
        else:
            entries = [entry for entry in extract(error.__traceback__) if entry.filename == FILE]
            if entries:
                line = entries[-1].lineno
                parts = entries if len(entries) <= 20 else [*entries[:10], *entries[-10:]]
                shown = ''.join(
                    f'  line {entry.lineno}' + ('' if entry.name == 'main' else f', in {entry.name}')
                    + '\n' + (f'    {entry.line}\n' if entry.line else '')
                    for entry in parts
                )
        name = type(error).__name__
        return 'e' + dumps({
            'kind': kind, 'name': name[:100], 'message': text[:MAX_TEXT], 'line': line,
            'traceback': (shown + f'{name}: {text}')[:MAX_TEXT] if shown else None,
        })

    def flush():
        # The code may have closed them, or put something else in their place.
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except BaseException:
                pass

    def run(text):
        job = loads(text)
        code, given = job['code'], job['globals']
        linecache.cache[FILE] = (len(code), None, [line + '\n' for line in code.split('\n')], FILE)
        # A snapshot holds the state that modules had when it was made, and with it what random numbers come next.
        if 'random' in sys.modules:
            sys.modules['random'].seed()
        names = [name for name in given if name.isidentifier() and not keyword.iskeyword(name)]
        try:
            out = build(code, names)(*(given[name] for name in names))
            if inspect.iscoroutine(out):
                out = asyncio.run(out)
            return 'v' + encode(out)
        except BaseException as error:
            return describe(error)
        finally:
            flush()

    return run

run = _make_run()
`
