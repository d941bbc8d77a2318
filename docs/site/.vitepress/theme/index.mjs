// The default theme with the system's fonts: pages load nothing from other servers, and no font files of their own.
import Theme from 'vitepress/theme-without-fonts';
import './style.css';

export default Theme;
