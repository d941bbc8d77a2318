import { FaceSignError } from '@facesignai/api-native';
import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';

/** Users see `userMessage`; everything else is for the log. */
@Catch(FaceSignError)
export class FaceSignFilter implements ExceptionFilter {
  private readonly logger = new Logger('FaceSign');

  catch(error: FaceSignError, host: ArgumentsHost) {
    this.logger.error(JSON.stringify(error));
    const status = error.type === 'not_found_error' ? 404 : 502;
    host.switchToHttp().getResponse().status(status).json({ message: error.userMessage });
  }
}
