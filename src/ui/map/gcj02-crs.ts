/**
 * GCJ-02, the shifted datum of commercial base maps in China, as a way to draw: places stay WGS-84 everywhere, and only
 * the projection of a map whose tiles are shifted knows about it. Shifted places are never stored, sent or compared.
 */
import gcoord from "gcoord";
import L from "leaflet";
import type { LngLat } from "#domain/kernel/geo";

export function wgs84ToGcj02([lng, lat]: LngLat): LngLat {
  return gcoord.transform([lng, lat], gcoord.WGS84, gcoord.GCJ02);
}

export function gcj02ToWgs84([lng, lat]: LngLat): LngLat {
  return gcoord.transform([lng, lat], gcoord.GCJ02, gcoord.WGS84);
}

const mercator = L.Projection.SphericalMercator;

const projection: typeof mercator = {
  ...mercator,
  project: (at) => {
    const [lng, lat] = wgs84ToGcj02([at.lng, at.lat]);
    return mercator.project(L.latLng(lat, lng));
  },
  unproject: (point) => {
    const at = mercator.unproject(point);
    const [lng, lat] = gcj02ToWgs84([at.lng, at.lat]);
    return L.latLng(lat, lng);
  },
};

/** Give this to a map whose tiles are GCJ-02. A map's CRS is fixed for its life. */
export const GCJ02_CRS: L.CRS = L.extend({}, L.CRS.EPSG3857, { code: "GCJ02:3857", projection });
