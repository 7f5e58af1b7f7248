// Runs packages of npm in a page as they are: a loader of CommonJS modules whose sources stand in `files`.
window.loadPackage = (name, files, mains) => {
  const loaded = {};
  const normal = (path) => path.split('/').reduce((parts, part) => {
    if (part === '..') {
      parts.pop();
    } else if (part !== '.' && part !== '') {
      parts.push(part);
    }
    return parts;
  }, []).join('/');
  const find = (path) => [path, `${path}.js`, `${path}/index.js`].find((candidate) => candidate in files);
  const load = (from, wanted) => {
    const path = find(normal(wanted.startsWith('.') ? `${from}/../${wanted}` : mains[wanted] ?? wanted));
    if (!path) {
      throw new Error(`${from} needs ${wanted}, which is not there`);
    }
    if (!loaded[path]) {
      const module = loaded[path] = { exports: {} };
      if (path.endsWith('.json')) {
        module.exports = JSON.parse(files[path]);
      } else {
        new Function('module', 'exports', 'require', 'process', 'global', files[path])(
          module, module.exports, (next) => load(path, next), { env: {} }, window);
      }
    }
    return loaded[path].exports;
  };
  return load('', name);
};
