import * as facesign from '@facesignai/api-native';
import exercise from './exercise.cjs';

await exercise(facesign.Client, facesign);
