import Client, { FSNodeType, NotFoundError } from '@facesignai/api-native';

const failure = (() => {
  try {
    return new Client();
  } catch (error) {
    return error;
  }
})();
document.title = [FSNodeType.DOCUMENT_SCAN, NotFoundError.prototype.name, failure.code].join(' ');
