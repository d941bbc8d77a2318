/** How the hosted page of a session looks. Source: the types of `@facesignai/api` 1.0.47. */

import type { BackgroundType } from './enums.js';

/** The page that asks for camera and microphone. */
export interface PermissionsPageCustomization {
  /** Text of the button. */
  buttonText?: string;
  /** Color of the background. */
  backgroundColor?: string;
  /** Main heading. */
  mainHeading?: string;
  /** Subheading. */
  subheading?: string;
  /** What stands behind the page. */
  backgroundType?: BackgroundType;
  /** Text by language id. */
  buttonTextTranslates?: Record<string, string>;
  /** Text by language id. */
  mainHeadingTranslates?: Record<string, string>;
  /** Text by language id. */
  subheadingTranslates?: Record<string, string>;
}

/** A button of the session's controls. Since 1.0.46. */
export type ControlButton = 'microphone' | 'camera' | 'captions' | 'language' | 'close';

/** The controls shown during a session. */
export interface ControlsCustomization {
  /** Whether the controls are shown. */
  showUxControls?: boolean;
  /** Since 1.0.44. */
  captionsOpenedByDefault?: boolean;
  /** Since 1.0.46. */
  buttons?: ControlButton[];
  /** Since 1.0.46. */
  autoHide?: boolean;
}

/** Look of the hosted page. */
export interface Customization {
  /** The page that asks for camera and microphone. */
  permissionsPage?: PermissionsPageCustomization;
  /** The controls shown during a session. */
  controls?: ControlsCustomization;
}
