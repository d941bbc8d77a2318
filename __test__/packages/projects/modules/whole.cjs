require('./exercise.cjs')(require('@facesignai/api-native'));
