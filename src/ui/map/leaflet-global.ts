/** protomaps-leaflet reads the global L when a layer is made, so this module must be imported before it. */
import L from "leaflet";

Object.assign(window, { L });
