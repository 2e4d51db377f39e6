import type { ListProjects, Project } from '../services.ts';
import { stringOf } from '../../model/parse.ts';
import { readList } from '../shared/readList.ts';
import { idOf } from '../shared/wireValues.ts';
import { createClient } from './client.ts';
import { routes } from './route.ts';

/** The projects that a person may choose from. */
export const listProjects: ListProjects = async (connection, services, signal): Promise<readonly Project[]> => {
  // With the person's own token, which a project would replace.
  const { project: _project, ...personal } = connection;
  const items = await readList(createClient(personal, services), routes.projects(), signal, 'projects');
  return items.flatMap((item) => {
    const id = idOf(item, 'project_id', 'id');
    return id === undefined ? [] : [{ id, name: stringOf(item, 'name')?.trim() || id }];
  });
};
