// Two processes of a cluster make a session each.
const assert = require('node:assert/strict');
const cluster = require('node:cluster');
const Client = require('@facesignai/api-native');
const exercise = require('./exercise.cjs');

if (cluster.isPrimary) {
  const ends = [1, 2].map(() => new Promise((resolve) => cluster.fork().on('exit', resolve)));
  Promise.all(ends).then((codes) => {
    assert.deepEqual(codes, [0, 0]);
    return exercise(Client);
  });
} else {
  exercise(Client).then(() => cluster.worker.disconnect());
}
