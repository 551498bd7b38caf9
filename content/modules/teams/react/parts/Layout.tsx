// Around all pages of the module stands what stands around those of auth: sensitive actions ask for the password in the same dialog.
export { Component } from "../../../auth/react/Layout";
