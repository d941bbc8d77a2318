const { default: Client, FSNodeType, NotFoundError } = require('@facesignai/api');
require('./exercise.cjs')(Client, { FSNodeType, NotFoundError });
