import Client, { FSNodeType, NotFoundError } from '@facesignai/api-native';

const error = (() => {
  try {
    return new Client();
  } catch (error) {
    return error;
  }
})();
document.title = [FSNodeType.DOCUMENT_SCAN, NotFoundError.prototype.name, error.code].join(' ');
