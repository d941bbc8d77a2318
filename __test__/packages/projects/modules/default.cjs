const facesign = require('@facesignai/api-native').default;
require('./exercise.cjs')(facesign, require('@facesignai/api-native'));
