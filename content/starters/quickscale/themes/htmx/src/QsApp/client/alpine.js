import { showAllGlobals } from "./globals.js";
import Alpine from "@alpinejs/csp";

showAllGlobals();

export default Alpine;
