/**
 * The user's device, read from the user agent; the names are those of express-useragent.
 * Source: the types of `@facesignai/api` 1.0.47.
 */

/** The device a session ran on; every field is there. */
export interface Device {
  /** Whether the user agent is that of a mobile device. */
  isMobile: boolean;
  /** Whether the user agent says mobile native. */
  isMobileNative: boolean;
  /** Whether the user agent is that of a tablet. */
  isTablet: boolean;
  /** Whether the user agent says iPad. */
  isiPad: boolean;
  /** Whether the user agent says iPod. */
  isiPod: boolean;
  /** Whether the user agent says iPhone. */
  isiPhone: boolean;
  /** Whether the user agent says Android. */
  isAndroid: boolean;
  /** Whether the user agent says BlackBerry. */
  isBlackberry: boolean;
  /** Whether the user agent says Opera. */
  isOpera: boolean;
  /** Whether the user agent says Internet Explorer. */
  isIE: boolean;
  /** Whether the user agent says Edge. */
  isEdge: boolean;
  /** Whether the user agent says the compatibility mode of Internet Explorer. */
  isIECompatibilityMode: boolean;
  /** Whether the user agent says Safari. */
  isSafari: boolean;
  /** Whether the user agent says Firefox. */
  isFirefox: boolean;
  /** Whether the user agent says WebKit. */
  isWebkit: boolean;
  /** Whether the user agent says Chrome. */
  isChrome: boolean;
  /** Whether the user agent says Konqueror. */
  isKonqueror: boolean;
  /** Whether the user agent says OmniWeb. */
  isOmniWeb: boolean;
  /** Whether the user agent says SeaMonkey. */
  isSeaMonkey: boolean;
  /** Whether the user agent says Flock. */
  isFlock: boolean;
  /** Whether the user agent says Amaya. */
  isAmaya: boolean;
  /** Whether the user agent says Epiphany. */
  isEpiphany: boolean;
  /** Whether the user agent is that of a desktop computer. */
  isDesktop: boolean;
  /** Whether the user agent says Windows. */
  isWindows: boolean;
  /** Whether the user agent says Windows Phone. */
  isWindowsPhone: boolean;
  /** Whether the user agent says Linux. */
  isLinux: boolean;
  /** Whether the user agent says 64-bit Linux. */
  isLinux64: boolean;
  /** Whether the user agent says Mac. */
  isMac: boolean;
  /** Whether the user agent says ChromeOS. */
  isChromeOS: boolean;
  /** Whether the user agent says Bada. */
  isBada: boolean;
  /** Whether the user agent says Samsung. */
  isSamsung: boolean;
  /** Whether the user agent says Raspberry. */
  isRaspberry: boolean;
  /** Whether the user agent is that of a bot. */
  isBot: boolean;
  /** Whether the user agent says curl. */
  isCurl: boolean;
  /** Whether the user agent is that of an Android tablet. */
  isAndroidTablet: boolean;
  /** Whether the user agent says WinJS. */
  isWinJs: boolean;
  /** Whether the user agent says Kindle Fire. */
  isKindleFire: boolean;
  /** Whether the user agent says Silk. */
  isSilk: boolean;
  /** Whether the user agent says captive. */
  isCaptive: boolean;
  /** Whether the user agent is that of a smart TV. */
  isSmartTV: boolean;
  /** Whether the user agent says accelerated Silk. */
  silkAccelerated: boolean;
  /** Name of the browser. */
  browser: string;
  /** Version, by the user agent. */
  version: string;
  /** Name of the operating system. */
  os: string;
  /** Name of the platform. */
  platform: string;
  /** The source, as text. */
  source: string;
  /** Data by IP address; any fields. */
  geoIp: { [key: string]: unknown };
}
