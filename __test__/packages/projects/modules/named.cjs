const { Client, ...names } = require('@facesignai/api-native');
require('./exercise.cjs')(Client, names);
